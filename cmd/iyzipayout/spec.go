package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/spec"
)

func newSpec(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "spec",
		Short: "Work on the API document",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSpecBuild(s), newSpecFetch(s), newSpecDiff(s), newSpecUpdate(s))
	return cmd
}

func newSpecBuild(s streams) *cobra.Command {
	var dir string
	var check bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build openapi.yaml from the vendor's pages and the overlays",
		Long: `build merges the vendored pages and supplements of a spec folder, applies corrections.yaml and rules.yaml, validates the result
and writes it to openapi.yaml in that folder. The typed client is generated from it by 'go generate ./...', which builds it too.

Exit codes: 0 written, or up to date with --check; 1 out of date with --check; 2 the pages or overlays are wrong.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return buildSpec(s, dir, check) },
	}
	dirFlag(cmd, &dir, "dir", "spec", "the spec folder")
	cmd.Flags().BoolVar(&check, "check", false, "write nothing, only say whether openapi.yaml is up to date")
	return cmd
}

func buildSpec(s streams, dir string, check bool) error {
	built, err := spec.Build(os.DirFS(dir))
	if err != nil {
		return err
	}
	name := filepath.Join(dir, "openapi.yaml")
	if check {
		committed, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if !bytes.Equal(committed, built) {
			return exit(exitNo, errors.New(name+" is out of date: run go generate ./..."))
		}
		fmt.Fprintln(s.out, name, "is up to date")
		return nil
	}
	if err := os.WriteFile(name, built, 0o644); err != nil {
		return err
	}
	fmt.Fprintln(s.out, name)
	return nil
}
