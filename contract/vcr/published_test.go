package vcr_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
)

// published is an example that the vendor has published; testdata/published.json collects them.
type published struct {
	ID, Method, Path, Query, Source string
	Status                          int
	Request, Response               json.RawMessage
}

func publishedExamples(t testing.TB) []published {
	data, err := os.ReadFile("testdata/published.json")
	require.NoError(t, err)
	var all []published
	require.NoError(t, json.Unmarshal(data, &all))
	return all
}

// TestDocumentedCassettesSayWhatIsPublished, and nothing else but the headers that are not published.
func TestDocumentedCassettesSayWhatIsPublished(t *testing.T) {
	t.Parallel()
	l := library(t)
	made := map[string]bool{}
	for _, example := range publishedExamples(t) {
		c, found := l.Find(vcr.Documented, example.ID)
		if example.Path == "" {
			// An answer without a request, seen on other services: there is no exchange to make of it.
			assert.False(t, found, "%s is no exchange", example.ID)
			continue
		}
		require.True(t, found, example.ID)
		made[c.File] = true
		assert.Equal(t, []string{example.Source}, c.Published)
		exchanges, err := l.Exchanges(c)
		require.NoError(t, err)
		require.Len(t, exchanges, 1)
		got := exchanges[0]
		assert.Equal(t, example.Method, got.Request.Method)
		assert.Equal(t, example.Path, got.Request.URL.Path)
		assert.Equal(t, example.Query, got.Request.URL.RawQuery)
		assert.Equal(t, example.Status, got.Response.Status)
		assert.Equal(t, digits(t, example.Response), digits(t, got.Response.Body), example.ID)
		if string(example.Request) == "null" {
			assert.Empty(t, got.Request.Body)
		} else {
			assert.Equal(t, digits(t, example.Request), digits(t, got.Request.Body), example.ID)
		}
	}
	for _, c := range l.Cassettes {
		if c.Source == vcr.Documented {
			assert.True(t, made[c.File], "%s is not published", c.File)
		}
	}
}

// digits makes JSON texts comparable without rounding: 201.00 is not 201.
func digits(t testing.TB, text []byte) string {
	var compact any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&compact))
	sorted, err := json.Marshal(compact)
	require.NoError(t, err)
	return string(sorted)
}
