package emulator_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// What was decided by hand is kept like what was called.
func TestDecisionsAreKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	w := newWorld(t)
	d := w.direct(t, emulator.WithStateFile(file))
	var items []map[string]any
	for i := range 6 {
		items = append(items, item(fmt.Sprint(i), "pay"))
	}
	id := d.call(http.MethodPost, initPath, initBody("x", items...))["requestId"].(string)
	reference := func(i int) string { return d.emu.Ledger().Batches[0].Lines[i].ReferenceCode }
	require.NoError(t, d.emu.Decide(reference(0), emulator.MarkRefuse))
	require.NoError(t, d.emu.Decide(reference(1), emulator.MarkStayProcessing))
	require.NoError(t, d.emu.Decide(reference(2), emulator.MarkStayFailed))
	require.NoError(t, d.emu.Decide(reference(3), emulator.MarkSlow))
	require.NoError(t, d.emu.Decide(reference(4), emulator.MarkStayProcessing))
	d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
	require.NoError(t, d.emu.Settle(id))
	require.NoError(t, d.emu.Decide(reference(1), ""))
	require.NoError(t, d.emu.Decide(reference(2), emulator.MarkBankFail))
	assert.Equal(t, "INVALID SUCCESS DEPOSIT_SUCCESS SUCCESS PROCESSING SUCCESS", statuses(d.emu.Ledger().Batches[0]))
	again := func() {
		t.Helper()
		before := d.emu.Ledger()
		require.NoError(t, d.emu.Close())
		d = w.direct(t, emulator.WithStateFile(file))
		assert.Equal(t, before, d.emu.Ledger())
	}
	again()
	require.NoError(t, d.emu.Decide(reference(4), emulator.MarkDepositFail))
	again()
	require.NoError(t, d.emu.Reset())
	again()
	assert.Empty(t, d.emu.Ledger().Batches)
	require.NoError(t, d.emu.Close())
}
