"""Executes a notebook with nbclient under a kernel, and writes the executed notebook.

Usage: execute_notebook.py NOTEBOOK KERNEL OUTPUT
"""
import os
import sys

import nbformat
from nbclient import NotebookClient

source, kernel, output = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
folder = os.path.dirname(os.path.abspath(source))
client = NotebookClient(notebook, timeout=600, kernel_name=kernel, resources={"metadata": {"path": folder}})
try:
    client.execute()
finally:
    nbformat.write(notebook, output)
nbformat.validate(notebook)
