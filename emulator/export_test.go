package emulator

import "time"

// ParseFaults reads what POST /_emulator/faults takes.
func ParseFaults(body []byte) ([]Fault, error) { return parseFaults(body) }

// Unsynced leaves the state file to the kernel, which a restart in one process does not notice and a test of many does.
func (e *Emulator) Unsynced() { e.keeper.db.NoSync = true }

// WithBodyTime says how long a body may take.
func WithBodyTime(within time.Duration) Option {
	return option(func(s *settings) error { s.bodyTime = within; return nil })
}
