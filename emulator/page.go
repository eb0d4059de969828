package emulator

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
	"sync"
)

// Where the views are. What a view shows is rendered here; the script of the page only puts newer pieces in the place of older ones.
const (
	batchPath  = controlPrefix + "batches/"
	callsPath  = controlPrefix + "calls"
	callPath   = controlPrefix + "calls/"
	assetPath  = controlPrefix + "assets/"
	eventsPath = controlPrefix + "events"
)

//go:embed page
var pageFiles embed.FS

// pageTemplates are parsed once.
var pageTemplates = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").ParseFS(pageFiles, "page/*.gohtml")
})

// view is something to look at: the model of a template, and which of its parts change while somebody looks. A part is a template, and
// an element whose id is the part's name.
type view struct {
	name  string
	model any
	parts []string
}

// page answers what a browser asks for to show something, if it is that.
func (e *Emulator) page(r *http.Request) (reply, bool) {
	switch path := r.URL.Path; {
	case r.Method == http.MethodGet:
	case path == controlPrefix, path == callsPath, path == eventsPath, strings.HasPrefix(path, batchPath), strings.HasPrefix(path, callPath), strings.HasPrefix(path, assetPath):
		return wrongMethod(http.MethodGet), true
	default:
		return reply{}, false
	}
	if leadsToThePage(r) {
		return redirect(controlPrefix), true
	}
	if name, is := strings.CutPrefix(r.URL.Path, assetPath); is {
		return asset(name), true
	}
	v, is, err := e.view(r)
	switch {
	case err != nil:
		return controlRefusal(http.StatusInternalServerError, err.Error()), true
	case !is:
		return reply{}, false
	case v == nil:
		v = &view{name: "gone", model: e.frame(r, "Not here", e.time.now()).still()}
		answer := v.render()
		answer.status = http.StatusNotFound
		return answer, true
	}
	return v.render(), true
}

// view finds what the path of a request shows. It is nil for something that is not there, or no more.
func (e *Emulator) view(r *http.Request) (v *view, is bool, err error) {
	path := r.URL.Path
	if path == controlPrefix {
		return &view{"overview", e.overview(r), []string{"head", "batches", "calls", "faults"}}, true, nil
	}
	if path == callsPath {
		return &view{"calls-view", e.callsView(r), []string{"head", "all-calls"}}, true, nil
	}
	if id, is := strings.CutPrefix(path, batchPath); is {
		if model := e.batchView(r, id); model != nil {
			return &view{"batch", model, []string{"head", "summary", "statuses", "lines", "calls"}}, true, nil
		}
		return nil, true, nil
	}
	if number, is := strings.CutPrefix(path, callPath); is {
		model, err := e.callView(r, number)
		if model == nil {
			return nil, true, err
		}
		return &view{"call", model, []string{"head", "call-body"}}, true, err
	}
	return nil, false, nil
}

func (v *view) render() reply {
	text, err := v.part(v.name)
	if err != nil {
		return controlRefusal(http.StatusInternalServerError, err.Error())
	}
	return newReply(http.StatusOK, "text/html; charset=UTF-8", text)
}

func (v *view) part(name string) ([]byte, error) {
	templates, err := pageTemplates()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = templates.ExecuteTemplate(&out, name, v.model)
	return out.Bytes(), err
}

func redirect(to string) reply {
	answer := newReply(http.StatusSeeOther, "text/plain; charset=UTF-8", nil)
	answer.header.Set("Location", to)
	return answer
}

// asset is a file of the page.
func asset(name string) reply {
	kind, known := map[string]string{
		"page.css": "text/css; charset=UTF-8", "page.js": "text/javascript; charset=UTF-8", "icon.svg": "image/svg+xml",
	}[name]
	if !known {
		return controlRefusal(http.StatusNotFound, "the page has no such file")
	}
	data, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		return controlRefusal(http.StatusInternalServerError, err.Error())
	}
	return newReply(http.StatusOK, kind, data)
}
