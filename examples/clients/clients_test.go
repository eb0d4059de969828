package clients

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// Each client goes from init to a paid line by itself. Those whose language is not on this machine are left out by name. The packages of
// Node are fetched only where IYZIPAYOUT_CLIENTS is set, as by `make clients`, because tests call nothing outside of this machine.
func TestClientsOfOtherLanguages(t *testing.T) {
	for name, client := range map[string]struct {
		needs   []string
		command []string
	}{
		"curl":   {[]string{"bash", "curl", "openssl"}, []string{"bash", "curl/pay.sh"}},
		"python": {[]string{"python3"}, []string{"python3", "python/pay.py"}},
		"node":   {[]string{"node", "npm"}, []string{"node", "pay.js"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, program := range client.needs {
				if _, err := exec.LookPath(program); err != nil {
					t.Skipf("left out: %s is not on this machine", program)
				}
			}
			dir := "."
			if name == "node" {
				if os.Getenv("IYZIPAYOUT_CLIENTS") == "" {
					t.Skip("left out: make clients fetches its packages")
				}
				dir = t.TempDir()
				require.NoError(t, os.CopyFS(dir, os.DirFS("node")))
				fetch := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
				fetch.Dir = dir
				if text, err := fetch.CombinedOutput(); err != nil {
					t.Skipf("left out: npm ci: %v: %s", err, text)
				}
			}
			service := emulator.Start(t)
			said := run(t, dir, append(client.command, service.URL(), "payroll-"+name)...)
			assert.Contains(t, said, "paid: ")
			ledger := service.Ledger()
			require.Len(t, ledger.Batches, 1)
			assert.Equal(t, "payroll-"+name, ledger.Batches[0].ExternalID)
			assert.Equal(t, 1, ledger.Batches[0].Lines[0].Paid)
			assert.Equal(t, "48250.75", ledger.Paid.Plain())

			// A second run is answered with the first payout, and its auth is refused: nobody is paid twice.
			again := exec.Command(client.command[0], append(client.command[1:], service.URL(), "payroll-"+name)...)
			again.Dir = dir
			text, err := again.CombinedOutput()
			require.Error(t, err)
			assert.Contains(t, string(text), "refused")
			assert.Equal(t, "48250.75", service.Ledger().Paid.Plain())
		})
	}
}

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	command := exec.Command(args[0], args[1:]...)
	command.Dir = dir
	command.Env = append(os.Environ(), "IYZICO_API_KEY=", "IYZICO_SECRET_KEY=")
	text, err := command.CombinedOutput()
	require.NoError(t, err, "%s: %s", filepath.Base(args[0]), text)
	return string(text)
}
