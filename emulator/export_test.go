package emulator

// ParseFaults reads what POST /_emulator/faults takes.
func ParseFaults(body []byte) ([]Fault, error) { return parseFaults(body) }
