package pathmatch_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/pathmatch"
)

func TestMatch(t *testing.T) {
	cancel := pathmatch.Parse("/v1/cancel/{id}")
	for path, want := range map[string]string{
		"/v1/cancel/7": "7", "/v1/cancel/a%2Fb": "a/b", "/v1/cancel/": "", "/v1/cancel/%zz": "%zz",
		"/v1/cancel": "no", "/v1/Cancel/7": "no", "/v1/cancel/7/": "no", "v1/cancel/7": "no", "": "no",
	} {
		values, ok := cancel.Match(path, pathmatch.Exact)
		if want == "no" {
			assert.False(t, ok, path)
			continue
		}
		assert.True(t, ok, path)
		assert.Equal(t, map[string]string{"id": want}, values)
		assert.Equal(t, want == "", pathmatch.HasEmpty(values))
	}
	_, ok := cancel.Match("/V1/CANCEL/7", strings.EqualFold)
	assert.True(t, ok)
	values, ok := pathmatch.Parse("/v1/init").Match("/v1/init", pathmatch.Exact)
	assert.True(t, ok)
	assert.Empty(t, values)
	assert.Equal(t, 3, cancel.Literals())
	assert.Equal(t, []string{"id"}, cancel.Names())
	assert.Equal(t, "/v1/cancel/***", cancel.Fill(func(string) string { return "***" }))
	assert.Equal(t, "/v1/cancel/{id}", cancel.String())
}

func TestEndOf(t *testing.T) {
	cancel := pathmatch.Parse("/v1/cancel/{id}")
	assert.True(t, cancel.EndOf("proxy/V1/cancel/7"))
	assert.False(t, cancel.EndOf("/cancel/7"))
	assert.False(t, cancel.EndOf("/v1/cancel/7/more"))
}

func TestTidy(t *testing.T) {
	assert.Equal(t, "/v1/init", pathmatch.Tidy("//v1///init/"))
	assert.Equal(t, "/", pathmatch.Tidy(""))
}

// TestEveryValueIsRead: whatever is escaped into a path comes out of it.
func TestEveryValueIsRead(t *testing.T) {
	template := pathmatch.Parse("/v1/{a}/items/{b}")
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		values, ok := template.Match("/v1/"+url.PathEscape(a)+"/items/"+url.PathEscape(b), pathmatch.Exact)
		assert.True(t, ok)
		assert.Equal(t, map[string]string{"a": a, "b": b}, values)
	})
}
