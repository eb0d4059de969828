package contract

import (
	"net/http"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/pathmatch"
)

// foreignScheme reports a scheme that no call to a server has.
func foreignScheme(scheme string) bool {
	return !slices.Contains([]string{"http", "https"}, strings.ToLower(scheme)) &&
		strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz-+.") == "" && scheme != ""
}

// ignored says what an exchange is that a browser or a proxy records besides the calls of a program, such as "preflight"; ""
// for a call that is to be checked. A call of an operation of ours is one wherever it went.
func (c *Checker) ignored(e Exchange) string {
	u := e.Request.URL
	switch {
	case e.Unread != "" || u == nil:
		return ""
	case e.Request.Method == http.MethodConnect:
		return "CONNECT of a proxy"
	case isWebSocket(e):
		return "websocket"
	case foreignScheme(u.Scheme):
		return strings.ToLower(u.Scheme) + ": URL"
	case strings.EqualFold(u.Path, "/favicon.ico"):
		return "favicon"
	}
	_, known := c.serverPath(u)
	ours := known || c.isServerHost(u.Hostname())
	switch {
	case e.Request.Method == http.MethodOptions && e.Request.Header.Get("Authorization") == "" && len(e.Request.Body) == 0:
		return "preflight"
	case !known && ours && u.Scheme == "http" && e.Response.Status/100 == 3:
		return "redirect to https"
	case !ours && !c.anyOperation(u.EscapedPath()):
		return "call to another host"
	}
	return ""
}

func isWebSocket(e Exchange) bool {
	return e.Request.URL.Scheme == "ws" || e.Request.URL.Scheme == "wss" ||
		e.Response.Status == http.StatusSwitchingProtocols && strings.EqualFold(e.Request.Header.Get("Upgrade"), "websocket")
}

// isServerHost reports whether a documented or an allowed server has the name, whatever its scheme and port.
func (c *Checker) isServerHost(name string) bool {
	return c.loopback && isLoopback(name) || slices.ContainsFunc(c.servers, func(s server) bool {
		return strings.EqualFold(s.name, strings.TrimSuffix(name, "."))
	})
}

// anyOperation reports whether a path ends as that of an operation does, as a gateway may put something before it, or has what
// the paths of all operations begin with.
func (c *Checker) anyOperation(path string) bool {
	path = pathmatch.Tidy(path)
	if common := c.commonPath(); strings.Count(common, "/") > 2 && strings.Contains(strings.ToLower(path)+"/", common) {
		return true
	}
	return slices.ContainsFunc(c.operations, func(op *operation) bool { return op.path.EndOf(path) })
}

// commonPath is what the paths of all operations begin with, in small letters and whole segments, such as /v1/mass/payout/.
func (c *Checker) commonPath() string {
	common := strings.ToLower(c.operations[0].path.String())
	for _, op := range c.operations {
		for !strings.HasPrefix(strings.ToLower(op.path.String()), common) {
			common = common[:len(common)-1]
		}
	}
	return common[:strings.LastIndexByte(common, '/')+1]
}
