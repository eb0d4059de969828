// Package profile reads iyzipayout.yaml, in which people keep where they pay and where their keys are, so that they need not say it with
// each command. It never holds a key: see [Read].
package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Name is how the file is called, in the working folder and in the person's configuration folder.
const Name = "iyzipayout.yaml"

// Profile is a place to pay at, with what belongs to it.
type Profile struct {
	Name string
	File string // in which it stands
	Line int

	Environment string // emulator, sandbox or production; "" with a BaseURL
	BaseURL     string
	CAFile      string
	Journal     string // the journal's folder; "" for the usual one
	Locale      string // tr or en; "" where it says nothing

	Keys    KeySource
	Command []string // of FromCommand: the program and its arguments
	Shared  bool     // it stands in the working folder, which whoever made that folder wrote
}

// KeySource is where the keys of a profile are.
type KeySource string

// The sources of keys.
const (
	FromEnvironment KeySource = "environment" // IYZICO_API_KEY and IYZICO_SECRET_KEY
	FromKeyring     KeySource = "keyring"     // of the system
	FromCommand     KeySource = "command"     // which prints both, on a line each
)

// Error is something wrong with a file. It never repeats a value: that may be a key.
type Error struct {
	File    string
	Line    int    // counted from 1
	Field   string // such as profiles.production.keys; "" for the file as a whole
	Message string
}

func (e *Error) Error() string {
	field := ""
	if e.Field != "" {
		field = e.Field + ": "
	}
	return fmt.Sprintf("%s:%d: %s%s", e.File, e.Line, field, e.Message)
}

// Own is the file in the person's configuration folder, "" where there is no such folder.
func Own(getenv func(string) string) string {
	if dir := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "iyzipayout", Name)
	}
	home, parts := getenv("HOME"), []string{".config"}
	switch runtime.GOOS {
	case "windows":
		home, parts = getenv("AppData"), nil
	case "darwin":
		parts = []string{"Library", "Application Support"}
	}
	if !filepath.IsAbs(home) {
		return ""
	}
	return filepath.Join(append(append([]string{home}, parts...), "iyzipayout", Name)...)
}

// Load reads the profiles of the working folder and of the person's configuration folder. One name in both is an error: whoever means
// one of them must not get the other. A journal is a whole path, ca-file may be one beside the file, and ~/ is the home folder.
func Load(getenv func(string) string) ([]Profile, error) {
	shared, err := filepath.Abs(Name)
	if err != nil {
		return nil, err
	}
	var all []Profile
	var read []os.FileInfo
	for _, file := range []string{Own(getenv), shared} {
		if file == "" {
			continue
		}
		info, err := os.Stat(file)
		if errors.Is(err, fs.ErrNotExist) || err == nil && len(read) > 0 && os.SameFile(info, read[0]) {
			continue
		}
		if err != nil {
			return nil, err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		profiles, err := Read(file, data)
		if err != nil {
			return nil, err
		}
		read = append(read, info)
		for _, p := range profiles {
			if len(p.Command) > 0 && runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0 {
				return nil, &Error{File: file, Line: p.Line, Field: "profiles." + p.Name + ".keys.command", Message: "would be run, and others may write this file: chmod go-w it"}
			}
			for _, other := range all {
				if other.Name == p.Name {
					return nil, &Error{File: p.File, Line: p.Line, Field: "profiles." + p.Name, Message: fmt.Sprintf("stands in %s, too: rename one of them", other.File)}
				}
			}
			p.Shared = len(read) > 1 || file != Own(getenv)
			p.Journal, p.CAFile = absolute(p.Journal, file, getenv), absolute(p.CAFile, file, getenv)
			all = append(all, p)
		}
	}
	return all, nil
}

// absolute is a path of a file, wherever the program is run.
func absolute(path, file string, getenv func(string) string) string {
	if rest, found := strings.CutPrefix(path, "~/"); found && getenv("HOME") != "" {
		return filepath.Join(getenv("HOME"), rest)
	}
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
}
