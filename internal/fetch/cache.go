package fetch

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2/maybe"

	"github.com/iyzipayout/iyzipayout/internal/digest"
)

// cache keeps pages with what the server calls their version, so that a page that did not change is not sent again. It keeps
// the text too, outside of the tree: the page that the server has may be another one than the vendored one, and "not
// modified" must not be taken for "as vendored". A cache that cannot be used costs a transfer, never an answer.
type cache struct {
	dir      string
	all      bool // keep those too that have no version, to be used without the site
	warnings []string
}

// stored is one page in the cache.
type stored struct {
	URL          string `json:"url"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"lastModified,omitempty"`
	ContentType  string `json:"contentType,omitempty"`
	SHA256       string `json:"sha256"`
	body         []byte
}

func (s *stored) header() http.Header { return http.Header{"Content-Type": {s.ContentType}} }

// prepare makes the request conditional where the page is in the cache, and returns that page or nil.
func (c *cache) prepare(request *http.Request) *stored {
	page := c.load(request.URL.String())
	if page == nil {
		return nil
	}
	if page.ETag != "" {
		request.Header.Set("If-None-Match", page.ETag)
	}
	if page.LastModified != "" {
		request.Header.Set("If-Modified-Since", page.LastModified)
	}
	return page
}

func (c *cache) load(address string) *stored {
	if c.dir == "" {
		return nil
	}
	data, err := os.ReadFile(c.file(address, ".json"))
	if err != nil {
		return nil
	}
	var page stored
	if json.Unmarshal(data, &page) != nil || page.URL != address || !c.all && page.ETag == "" && page.LastModified == "" {
		return nil
	}
	page.body, err = os.ReadFile(c.file(address, ".md"))
	if err != nil || digest.SHA256(page.body) != page.SHA256 {
		return nil
	}
	return &page
}

// store keeps a page. The text goes first: without its description it is not looked at.
func (c *cache) store(request *http.Request, header http.Header, body []byte) {
	page := stored{URL: request.URL.String(), ETag: header.Get("ETag"), LastModified: header.Get("Last-Modified"),
		ContentType: header.Get("Content-Type"), SHA256: digest.SHA256(body)}
	if c.dir == "" || !c.all && page.ETag == "" && page.LastModified == "" || header.Get("Content-Encoding") != "" {
		return
	}
	description, err := json.Marshal(page)
	if err == nil {
		err = os.MkdirAll(c.dir, 0o755)
	}
	if err == nil {
		err = maybe.WriteFile(c.file(page.URL, ".md"), body, 0o644)
	}
	if err == nil {
		err = maybe.WriteFile(c.file(page.URL, ".json"), description, 0o644)
	}
	if err != nil && len(c.warnings) == 0 {
		c.warnings = append(c.warnings, fmt.Sprintf("pages are not kept for conditional requests: %v", err))
	}
}

func (c *cache) file(address, suffix string) string {
	return filepath.Join(c.dir, digest.SHA256([]byte(address))[:32]+suffix)
}
