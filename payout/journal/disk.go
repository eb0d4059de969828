package journal

import (
	"errors"
	"io"
	"os"
	"runtime"
	"syscall"
)

// disk is what a journal needs of the file system; tests put a failing one in.
type disk interface {
	Read(path string) ([]byte, error)
	// Open opens a file for reading and writing, and makes it where it is missing.
	Open(path string) (file, error)
	SyncDir(dir string) error
}

type file interface {
	io.WriterAt
	Truncate(size int64) error
	Sync() error
	Close() error
}

type system struct{}

func (system) Read(path string) ([]byte, error) { return os.ReadFile(path) }

func (system) Open(path string) (file, error) { return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) }

// SyncDir has the disk confirm that a folder names its new file. Windows confirms that with the file.
func (system) SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) {
		err = nil // a file system that cannot do it for folders
	}
	return errors.Join(err, d.Close())
}
