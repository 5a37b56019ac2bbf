"""Long work with progress: started by a request, finished by a worker – or at once when it is short."""
