"""Synthetic people: households of a county with everything their archive asks for; nobody is real.

The same county, seed and number give the same people on any day and machine. Every distribution is
assumed, set by eye to the shape of Shaanxi's countryside, and stands beside the code that draws it.
"""
