"""What every room stands on and none of it knows the domain: clock, errors, inputs, stores."""
