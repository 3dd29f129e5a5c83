"""The widgets Eligo's windows are made of: plain values in, plain values out; they know no protocol."""
