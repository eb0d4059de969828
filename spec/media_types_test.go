package spec

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

// A charset on a page changes nothing of the document, nor of the client that is made of it.
func TestParametersOfMediaTypesAreDropped(t *testing.T) {
	before, err := Build(spectest.Memory(t))
	require.NoError(t, err)
	for _, now := range []string{"application/json; charset=utf-8", "application/json;charset=UTF-8", "application/json ; charset=ISO-8859-9"} {
		dir := spectest.Memory(t)
		const page = "vendor/mass-payout-initalize.md"
		text := string(dir[page].Data)
		spectest.Edit(t, dir, page, text, strings.ReplaceAll(text, `"content":{"application/json"`, `"content":{"`+now+`"`))
		after, err := Build(dir)
		require.NoError(t, err)
		assert.Equal(t, string(before), string(after), now)
	}
}

func TestPlainMediaTypes(t *testing.T) {
	for text, want := range map[string]string{
		`{"content":{"a/b; c=d":{"schema":{"properties":{"content":{"x; y":1}}}}}}`: `{"content":{"a/b":{"schema":{"properties":{"content":{"x; y":1}}}}}}`,
		`{"l":[{"content":{"a/b;c":{}}}],"content":"a; b"}`:                         `{"l":[{"content":{"a/b":{}}}],"content":"a; b"}`,
		`{"r":{"content":{"a/b":{},"a/b; c=d":{}}}}`:                                "/r/content: has a/b and a/b; c=d, which differ in a parameter only: keep one of the two",
	} {
		root, err := parseDocument([]byte(text))
		require.NoError(t, err)
		err = plainMediaTypes(root)
		if !strings.HasPrefix(want, "{") {
			assert.EqualError(t, err, want)
			continue
		}
		require.NoError(t, err)
		assertDocument(t, want, root)
	}
}
