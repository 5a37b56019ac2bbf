/** Icons by the names packs use; an unknown name shows a plain dot-square, never nothing. */
import {
  AlertTriangle, Archive, ArrowDown, BadgeDollarSign, CalendarClock, ChartPie, Network, Repeat, Shapes, Undo, UserRound, Bolt, ArrowLeft, ArrowRight, ArrowUp, Banknote, BarChart3, Bell, BookOpen, Box, Boxes, Briefcase, Building2, Calculator,
  Calendar, Check, CheckCheck, CheckCircle2, ChevronDown, ChevronLeft, ChevronRight, ChevronsLeft, Circle, CircleDollarSign, CircleHelp, ClipboardCheck, ClipboardList,
  Clock, Coins, Columns3, Copy, CreditCard, Database, Download, Ellipsis, ExternalLink, Eye, Factory, File, FileCheck, FileSpreadsheet, FileText, Filter,
  FolderKanban, Forklift, GitBranch, Globe, Hash, History, House, Image, Inbox, Landmark, Languages, Layers, LayoutGrid, Link, List, ListChecks, LogOut, Mail, MapPin,
  Menu, MessageSquare, Moon, Package, PackageCheck, PackageMinus, PackageOpen, PackagePlus, PackageSearch, Paperclip, PanelRight, Pencil, Percent, Phone, Plus, Printer,
  Receipt, RefreshCw, RotateCcw, Ruler, Save, Scale, ScanBarcode, Search, Send, Settings, ShieldCheck, Ship, ShoppingCart, SlidersHorizontal, Star, Store, Sun, Table, Tag, Tags, Trash2,
  TrendingUp, Truck, Undo2, Upload, User, Users, Wallet, Warehouse, Wrench, X, XCircle, Zap,
} from 'lucide-vue-next'
import type { Component } from 'vue'

const named = {
  AlertTriangle, Archive, ArrowDown, BadgeDollarSign, CalendarClock, ChartPie, Network, Repeat, Shapes, Undo, UserRound, Bolt, ArrowLeft, ArrowRight, ArrowUp, Banknote, BarChart3, Bell, BookOpen, Box, Boxes, Briefcase, Building2, Calculator,
  Calendar, Check, CheckCheck, CheckCircle2, ChevronDown, ChevronLeft, ChevronRight, ChevronsLeft, Circle, CircleDollarSign, CircleHelp, ClipboardCheck, ClipboardList,
  Clock, Coins, Columns3, Copy, CreditCard, Database, Download, Ellipsis, ExternalLink, Eye, Factory, File, FileCheck, FileSpreadsheet, FileText, Filter,
  FolderKanban, Forklift, GitBranch, Globe, Hash, History, House, Image, Inbox, Landmark, Languages, Layers, LayoutGrid, Link, List, ListChecks, LogOut, Mail, MapPin,
  Menu, MessageSquare, Moon, Package, PackageCheck, PackageMinus, PackageOpen, PackagePlus, PackageSearch, Paperclip, PanelRight, Pencil, Percent, Phone, Plus, Printer,
  Receipt, RefreshCw, RotateCcw, Ruler, Save, Scale, ScanBarcode, Search, Send, Settings, ShieldCheck, Ship, ShoppingCart, SlidersHorizontal, Star, Store, Sun, Table, Tag, Tags, Trash2,
  TrendingUp, Truck, Undo2, Upload, User, Users, Wallet, Warehouse, Wrench, X, XCircle, Zap,
}

const kebab = (name: string): string => name.replace(/([a-z])([A-Z0-9])|([A-Z])(?=[A-Z][a-z])/g, (_, a, b, c) => (c ? `${c}-` : `${a}-${b}`)).toLowerCase()
const ALIASES: Record<string, string> = {
  home: 'house', building: 'building-2', folder: 'folder-kanban', project: 'folder-kanban', projects: 'folder-kanban', chart: 'bar-chart-3', 'bar-chart': 'bar-chart-3', 'file-invoice': 'receipt',
  invoice: 'receipt', money: 'banknote', bank: 'landmark', cart: 'shopping-cart', people: 'users', partner: 'building-2', location: 'map-pin', scan: 'scan-barcode', barcode: 'scan-barcode', more: 'ellipsis',
  close: 'x', warning: 'alert-triangle', book: 'book-open', 'check-circle': 'check-circle-2', help: 'circle-help', ledger: 'book-open', return: 'undo-2', trash: 'trash-2', dollar: 'circle-dollar-sign', person: 'user',
  'pie-chart': 'chart-pie', 'package-x': 'package-minus', 'package-up': 'package-open', 'package-down': 'package-plus', 'hand-coins': 'coins', 'file-search': 'file-check', 'git-merge': 'git-branch', 'clipboard-pen': 'clipboard-list', 'arrow-down-to-line': 'download', 'grid': 'layout-grid', 'map': 'map-pin', 'percent': 'percent',
}
const icons = Object.fromEntries(Object.entries(named).map(([name, icon]) => [kebab(name), icon])) as Record<string, Component>

export const iconNamed = (name: string | null | undefined): Component => {
  const key = (name ?? '').replace(/_/g, '-')
  return icons[key] ?? icons[ALIASES[key] ?? ''] ?? icons.circle!
}
