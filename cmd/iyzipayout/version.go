package main

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/spec"
)

// version is the module version that `go install` recorded, or "(devel)" in a checkout.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

func newVersion(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version, the build, and the API document it was made from",
		Long:  "version shows what a report of a problem should name: the version, the commit and its date, Go and the system, and the API document.",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(s.out, "iyzipayout", version())
			commit := map[string]string{}
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, setting := range info.Settings {
					commit[setting.Key] = setting.Value
				}
			}
			if revision := commit["vcs.revision"]; revision != "" {
				changed := ""
				if commit["vcs.modified"] == "true" {
					changed = ", changed since"
				}
				fmt.Fprintf(s.out, "commit    %s of %s%s\n", revision, commit["vcs.time"], changed)
			}
			fmt.Fprintf(s.out, "go        %s, %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
			document, err := spec.Document()
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "document  %s %s, sha256 %x\n", document.Info.Title, document.Info.Version, sha256.Sum256(spec.YAML()))
			return nil
		},
	}
}
