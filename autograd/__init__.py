from autograd.value import *
from autograd.functions import *
from autograd.graph import Graph
from autograd.derivatives import *
from autograd.errors import *
