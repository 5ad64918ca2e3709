"""Money held at a counter (圈存): until it is paid to somebody, lifted, or its end comes."""
