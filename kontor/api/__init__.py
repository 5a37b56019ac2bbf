"""The API: assembles every room's endpoints into ``/api/v1`` and gives them one manner of speaking (Q2)."""
