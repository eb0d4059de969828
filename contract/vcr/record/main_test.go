package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func environment(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestRecordOneScenario(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	err := run(context.Background(), []string{"-source", "emulator", "-dir", dir, "-only", "balance,item-unknown"}, environment(nil), &bytes.Buffer{})
	require.NoError(t, err)
	files, err := os.ReadDir(filepath.Join(dir, "emulator"))
	require.NoError(t, err)
	assert.Len(t, files, 2)
}

func TestUsageErrors(t *testing.T) {
	live := environment(map[string]string{"IYZICO_API_KEY": "MarkerLiveKey", "IYZICO_SECRET_KEY": "MarkerSecret"})
	tests := []struct {
		name string
		args []string
		env  func(string) string
		want string
	}{
		{"no source", nil, environment(nil), "-source must be emulator or sandbox"},
		{"documented", []string{"-source", "documented"}, environment(nil), "documented cassettes are made by hand"},
		{"no scenario", []string{"-source", "emulator", "-only", "nothing"}, environment(nil), `there is no scenario "nothing"`},
		{"unknown flag", []string{"-to", "x"}, environment(nil), "flag provided but not defined"},
		{"no keys", []string{"-source", "sandbox"}, environment(nil), "IYZICO_API_KEY, IYZICO_SECRET_KEY: signing: the api key is empty"},
		{"live keys", []string{"-source", "sandbox", "-only", "balance"}, live, "must be those of the sandbox"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(context.Background(), append(tt.args, "-dir", t.TempDir()), tt.env, &out)
			require.ErrorContains(t, err, tt.want)
			assert.NotContains(t, err.Error()+out.String(), "Marker")
		})
	}
}
