package journal

// File and Disk are what tests put in the way of a journal.
type (
	File = file
	Disk = disk
)

// System is the real disk.
func System() Disk { return system{} }

// MakeDir makes a folder as New does.
func MakeDir(d Disk, dir string) error { return makeDir(d, dir) }

// ClaimsPath is the file of the claims.
func (s *Store) ClaimsPath() string { return s.claims.path }

// On makes a store use another disk.
func (s *Store) On(d Disk) *Store { return &Store{dir: s.dir, disk: d, claims: newClaims(d, s.dir)} }

// Parse reads the bytes of a file as Open does, and returns its records and the size of what is whole.
func Parse(data []byte) ([]string, int64, error) {
	t, err := parse(data)
	return t.records, t.size, err
}
