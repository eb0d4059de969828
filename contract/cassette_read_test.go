package contract

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func cassetteOf(request, response string) string {
	return "version: 1\ninteractions:\n- request: " + request + "\n  response: " + response + "\n"
}

func TestCassette(t *testing.T) {
	all := readRecorded(t, "cassette.yaml")
	require.Len(t, all, 2)
	assert.Equal(t, "POST", all[0].Request.Method)
	assert.Equal(t, "/v1/mass/payout/auth", all[0].Request.URL.Path)
	assert.True(t, strings.HasPrefix(all[0].Request.Header.Get("Authorization"), "IYZWSv2 "), "recorded in small letters")
	assert.Equal(t, `{"requestId":"r-1"}`, string(all[0].Request.Body))
	assert.Equal(t, 200, all[0].Response.Status)
	assert.Contains(t, string(all[0].Response.Body), "success")
	assert.False(t, all[0].Response.BodyUnknown)

	assert.Zero(t, all[1].Response.Status)
	assert.True(t, all[1].Response.BodyUnknown, "there was no answer")
}

func TestCassetteErrors(t *testing.T) {
	const marker = "MARKER-TR920086402100005482986178"
	const request = `{url: "` + sandboxAuth + `", method: POST}`
	tests := []struct{ name, text, want string }{
		{"empty", "", "c.yaml: not a go-vcr cassette: the file is empty"},
		{"not YAML", "version: 1\n  x: [" + marker, "c.yaml: not YAML (line "},
		{"a text", marker, "c.yaml: not a go-vcr cassette: a value has the wrong type (line 1)"},
		{"another version", "version: 2\ninteractions: []\n", "c.yaml: not a go-vcr cassette of version 1: version is 2"},
		{"no version", "interactions: []\n", "version is 0"},
		{"no interactions", "version: 1\n", "c.yaml: not a go-vcr cassette: interactions is missing"},
		{"null interaction", "version: 1\ninteractions: [null]\n", "c.yaml: interaction 0 is empty"},
		{"wrong type", cassetteOf(request, "{code: "+marker+"}"), "c.yaml: not a go-vcr cassette: a value has the wrong type (line 4)"},
		{"relative URL", cassetteOf("{url: /"+marker+"}", "{}"), "c.yaml: interaction 0: request.url is not an absolute URL"},
		{"alias", "version: 1\ninteractions:\n- &a {request: " + request + ", response: {}}\n- *a\n", "c.yaml: line 4: aliases are not understood here"},
		{"second document", "version: 1\ninteractions: []\n---\nversion: 1\n", "c.yaml: more than one YAML document"},
		{"no gzip", cassetteOf(request, `{code: 200, headers: {Content-Encoding: [gzip]}, body: `+yamlBytes([]byte("\x1f\x8b"))+`}`), "c.yaml: interaction 0: response.body is not the gzip"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := ReadCassette("c.yaml", strings.NewReader(tt.text))
			require.ErrorContains(t, err, tt.want)
			assert.NotContains(t, err.Error(), marker)
			assert.Nil(t, all)
		})
	}
}

func TestCassetteTooLarge(t *testing.T) {
	_, err := ReadCassette("c.yaml", &endless{piece: strings.Repeat("a", 1<<20), left: 100 << 20})
	assert.EqualError(t, err, "c.yaml: larger than 64 MiB: split it")
}

func TestCassetteGzip(t *testing.T) {
	for _, tt := range []struct {
		name  string
		plain []byte
		check func(t *testing.T, body []byte)
	}{
		{"an answer", []byte(`{"status":"success"}`), func(t *testing.T, body []byte) { assert.Equal(t, `{"status":"success"}`, string(body)) }},
		{"a bomb", make([]byte, maxRecorded+1), func(t *testing.T, body []byte) { assert.Len(t, body, maxRecorded) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var zipped bytes.Buffer
			zip := gzip.NewWriter(&zipped)
			_, err := zip.Write(tt.plain)
			require.NoError(t, err)
			require.NoError(t, zip.Close())
			text := cassetteOf(`{url: "`+sandboxAuth+`"}`, `{code: 200, headers: {content-encoding: [gzip]}, body: `+yamlBytes(zipped.Bytes())+`}`)
			all, err := ReadCassette("c.yaml", strings.NewReader(text))
			require.NoError(t, err)
			tt.check(t, all[0].Response.Body)
		})
	}
}

// yamlBytes writes any bytes as go-vcr does those that are no text.
func yamlBytes(b []byte) string {
	return "!!binary " + strconv.Quote(base64.StdEncoding.EncodeToString(b))
}

func TestReadFileByExtension(t *testing.T) {
	_, err := ReadFile("traffic.pcap", strings.NewReader(""))
	assert.EqualError(t, err, "traffic.pcap: must be a HAR file (.har, .json) or a go-vcr cassette (.yaml, .yml)")
	for _, name := range []string{"a.har", "a.HAR", "a.json"} {
		all, err := ReadFile(name, strings.NewReader(`{"log":{"entries":[]}}`))
		require.NoError(t, err, name)
		assert.Empty(t, all)
	}
	for _, name := range []string{"a.yaml", "a.yml"} {
		all, err := ReadFile(name, strings.NewReader("version: 1\ninteractions: []\n"))
		require.NoError(t, err, name)
		assert.Empty(t, all)
	}
}

func FuzzReadCassette(f *testing.F) {
	data, err := os.ReadFile("testdata/cassette.yaml")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(cassetteOf(`{url: "`+sandboxAuth+`", headers: {a: [b, c]}}`, `{code: -1, duration: 1s}`)))
	f.Add([]byte("version: 1\ninteractions: &a [*a]\n"))
	f.Add([]byte("a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := ReadCassette("f.yaml", bytes.NewReader(data))
		checkRead(t, all, err)
	})
}
