package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/journal"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// The journal of an earlier version, in its folder, is gone on with: nothing is paid again.
func TestPayReadsEarlierFolders(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	end := p.pay()
	require.Equal(t, exitOK, end.code, end.err)
	root := filepath.Join(p.home, "iyzipayout")
	port := p.service.url[strings.LastIndex(p.service.url, ":")+1:]
	old := filepath.Join(root, "localhost_"+port+"-0123456789ab")
	require.NoError(t, os.Mkdir(old, 0o700))
	now := filepath.Join(root, "loopback_"+port)
	_, id, _ := strings.Cut(end.err, "externalId ")
	id, _, _ = strings.Cut(id, " ")
	copyWithoutClaims(t, now, old, id)
	require.NoError(t, os.RemoveAll(now))
	end = p.pay()
	require.Equal(t, exitOK, end.code, end.err)
	require.Contains(t, end.err, "paid earlier, ")
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
}

// copyWithoutClaims writes a journal as versions before claims did.
func copyWithoutClaims(t *testing.T, from, to, id string) {
	t.Helper()
	open := func(dir string) runner.Journal {
		store, err := journal.New(dir)
		require.NoError(t, err)
		j, err := store.Open(t.Context(), id)
		require.NoError(t, err)
		return j
	}
	source, target := open(from), open(to)
	records, err := source.Records(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, records)
	n := 0
	for _, record := range records {
		var members map[string]any
		require.NoError(t, json.Unmarshal(record, &members))
		if members["event"] == "claimed" {
			continue
		}
		n++
		members["n"] = n
		record, err := json.Marshal(members)
		require.NoError(t, err)
		require.NoError(t, target.Append(t.Context(), record))
	}
	require.NoError(t, source.Close())
	require.NoError(t, target.Close())
}

// Somebody deletes the claims beside the journals: pay stops, because it does not know any more which lines were paid.
func TestPayWithoutItsClaims(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay().code)
	found, err := filepath.Glob(filepath.Join(p.home, "iyzipayout", "*", "claims*"))
	require.NoError(t, err)
	require.NotEmpty(t, found)
	for _, file := range found {
		require.NoError(t, os.Remove(file))
	}
	p.save(strings.Replace(firstFile, "Ayse", "Ayşe", 1))
	for _, flag := range []string{"--wait=5s", "--only-unpaid", "--pay-again"} {
		end := p.pay(flag)
		require.Equal(t, exitUnknown, end.code, end.err)
		require.Contains(t, end.err, "restore it")
		p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
	}
}
