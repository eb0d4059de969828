package fetch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2/maybe"
)

// file is a file to write, relative to a folder.
type file struct {
	name string
	data []byte
}

// replaceFiles writes all files or none: when one cannot be written, those before it get their old bytes back.
func replaceFiles(dir string, files []file) error {
	old := make([][]byte, len(files)) // nil: there is none
	for i, f := range files {
		var err error
		if old[i], err = os.ReadFile(filepath.Join(dir, f.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for i, f := range files {
		if err := maybe.WriteFile(filepath.Join(dir, f.name), f.data, 0o644); err != nil {
			return errors.Join(err, putBack(dir, files[:i], old))
		}
	}
	return nil
}

// putBack undoes what replaceFiles has written.
func putBack(dir string, files []file, old [][]byte) error {
	var errs []error
	for i, f := range files {
		name := filepath.Join(dir, f.name)
		if old[i] == nil {
			errs = append(errs, os.Remove(name))
			continue
		}
		errs = append(errs, maybe.WriteFile(name, old[i], 0o644))
	}
	return errors.Join(errs...)
}
