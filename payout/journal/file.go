package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"

	"github.com/gofrs/flock"
)

// journal is one open file.
type journal struct {
	disk disk
	path string
	lock *flock.Flock

	mu     sync.Mutex
	file   file // nil until the first Append
	text   text // what is on the disk and whole
	torn   bool // something follows it
	broken error
	closed bool
}

var errClosed = errors.New("journal: is closed")

func open(d disk, path string) (*journal, error) {
	data, err := d.Read(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("journal: %w", err)
	}
	text, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("journal: %s: %w", path, err)
	}
	return &journal{disk: d, path: path, text: text, torn: text.size < int64(len(data))}, nil
}

// Records are the whole records of the file.
func (j *journal) Records(context.Context) ([][]byte, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil, errClosed
	}
	records := make([][]byte, len(j.text.records))
	for i, r := range j.text.records {
		records[i] = []byte(r)
	}
	return records, nil
}

// Append writes a record and waits until the disk has confirmed it. After an error nothing more can be appended: what a disk that
// failed once has kept is known only by reading it anew.
func (j *journal) Append(ctx context.Context, record []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.closed:
		return errClosed
	case j.broken != nil:
		return fmt.Errorf("journal: %s: cannot be written any more: %w", j.path, j.broken)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	line, next, err := j.text.add(string(record))
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if err := j.write(line); err != nil {
		j.broken = err
		return fmt.Errorf("journal: %s: %w", j.path, err)
	}
	j.text = next
	return nil
}

func (j *journal) write(line []byte) error {
	first := j.file == nil
	if first {
		f, err := j.disk.Open(j.path)
		if err != nil {
			return err
		}
		j.file = f
	}
	if j.torn {
		if err := j.file.Truncate(j.text.size); err != nil {
			return err
		}
		j.torn = false
	}
	if _, err := j.file.WriteAt(line, j.text.size); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	if first { // also of a file that a killed process made and did not have confirmed
		return j.disk.SyncDir(filepath.Dir(j.path))
	}
	return nil
}

// Close gives the journal to others.
func (j *journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil
	}
	j.closed = true
	return errors.Join(j.closeFile(), j.lock.Unlock())
}

func (j *journal) closeFile() error {
	if j.file == nil {
		return nil
	}
	return j.file.Close()
}
