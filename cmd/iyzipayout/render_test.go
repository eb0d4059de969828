package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// resultObject is a result as a program reads it.
type resultObject struct {
	resultHead
	Batches []batchObject
	resultTail
}

func readResult(t *testing.T, text string) (r resultObject) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &r), text)
	return r
}
