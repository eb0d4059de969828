package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
)

// htmlStart matches the beginning of a web page. A Markdown page may begin with a tag too, such as a table.
var htmlStart = lazyregexp.New(`(?i)\A(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype|html|head|body|meta|script)\b`)

// checkBody refuses what is no Markdown text in UTF-8 before anybody tries to read it as such.
func checkBody(got answer) error {
	if encoding := got.header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return fmt.Errorf("came packed (Content-Encoding: %s), though plain bytes were asked for", encoding)
	}
	if err := checkType(got.header.Get("Content-Type")); err != nil {
		return err
	}
	body := bytes.TrimPrefix(got.body, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(body)) == 0 {
		return errors.New("the page is empty")
	}
	if htmlStart().Match(body) {
		return errHTML
	}
	if at := notUTF8(body); at > 0 {
		return fmt.Errorf("line %d of the page is not UTF-8: it may be cut off or packed", at)
	}
	return nil
}

var errHTML = errors.New("is HTML, not Markdown: the address may lead to a login, an error page or the rendered page; the Markdown of a page is at its address with .md")

func checkType(header string) error {
	if header == "" {
		return nil
	}
	kind, parameters, err := mime.ParseMediaType(header)
	if err != nil {
		return fmt.Errorf("has a content type that cannot be read: %q", header)
	}
	switch {
	case kind == "text/html" || kind == "application/xhtml+xml":
		return errHTML
	case !strings.HasPrefix(kind, "text/") && kind != "application/octet-stream" && kind != "application/markdown":
		return fmt.Errorf("is %s, not Markdown", kind)
	}
	if charset := strings.ToLower(parameters["charset"]); charset != "" && charset != "utf-8" && charset != "utf8" && charset != "us-ascii" {
		return fmt.Errorf("is written in %s, not UTF-8", charset)
	}
	return nil
}

// notUTF8 is the first line that is not UTF-8, or that holds a NUL, counted from 1; 0 where there is none.
func notUTF8(body []byte) int {
	number := 0
	for line := range bytes.Lines(body) {
		number++
		if !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0 {
			return number
		}
	}
	return 0
}
