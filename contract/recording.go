package contract

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Open reads recorded exchanges as [ReadFile] does, and bodies that a HAR file keeps in files beside it (Playwright).
func Open(name string) ([]Exchange, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	folder, err := os.OpenRoot(filepath.Dir(name)) // nothing outside of it can be meant
	if err != nil || !isHAR(name) {
		return ReadFile(name, file)
	}
	defer folder.Close()
	return readHAR(name, file, folder.FS())
}

// ReadFile reads recorded exchanges, a HAR file or a cassette, by the name's extension: .har or .json, .yaml or .yml.
func ReadFile(name string, r io.Reader) ([]Exchange, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".har", ".json":
		return ReadHAR(name, r)
	case ".yaml", ".yml":
		return ReadCassette(name, r)
	}
	return nil, fmt.Errorf("%s: must be a HAR file (.har, .json) or a go-vcr cassette (.yaml, .yml)", name)
}

func isHAR(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".har" || ext == ".json"
}
