package vcr_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
)

// A change of the document is checked against what the vendor has published: what still fits is under the new document from then on,
// what does not keeps the one under which it was made.
func TestRecheck(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("../../cassettes")))
	library, err := vcr.Create(dir)
	require.NoError(t, err)
	passed, err := library.Recheck()
	require.NoError(t, err)
	require.Empty(t, passed, "all are under the document in force")

	earlier, documented, force := strings.Repeat("a", 64), 0, ""
	for i := range library.Cassettes {
		if c := &library.Cassettes[i]; c.Source == vcr.Documented {
			documented++
			force, c.Document, c.Checked = c.Document, earlier, ""
		}
	}
	const drifted = "documented/cancel-documented.yaml"
	path := filepath.Join(dir, drifted)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, bytes.ReplaceAll(data, []byte(`"status":"success"`), []byte(`"status":"perhaps"`)), 0o600))

	passed, err = library.Recheck()
	require.ErrorContains(t, err, drifted)
	require.Len(t, passed, documented-1)
	for _, c := range library.Cassettes {
		want := force
		if c.File == drifted {
			want = earlier
		}
		require.Equal(t, want, c.Document, c.File)
		require.Equal(t, c.Source == vcr.Documented && c.File != drifted, c.Checked == time.Now().UTC().Format(time.DateOnly), "%s: the day", c.File)
	}
}
