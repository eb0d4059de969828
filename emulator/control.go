package emulator

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// controlPrefix begins the paths that are the emulator's own. The vendor has none of them.
const controlPrefix = "/_emulator/"

// longestPlan bounds the body of a plan of faults, in bytes.
const longestPlan = 1 << 20

// control answers a call under /_emulator/. It needs no signature, so it takes care of who is calling.
func (e *Emulator) control(w http.ResponseWriter, r *http.Request) {
	answer := e.controlled(r)
	answer.header.Set("Cache-Control", "no-store")
	answer.header.Set("X-Content-Type-Options", "nosniff")
	answer.send(w)
}

// controls is what a path under /_emulator/ takes.
func (e *Emulator) controls(path string) (methods []string, answers []func(*http.Request) reply) {
	switch path {
	case "":
		return []string{http.MethodGet}, []func(*http.Request) reply{e.inspect}
	case "ledger":
		return []string{http.MethodGet}, []func(*http.Request) reply{e.showLedger}
	case "faults":
		return []string{http.MethodGet, http.MethodPost, http.MethodDelete},
			[]func(*http.Request) reply{e.showFaults, e.takeFaults, e.clearFaults}
	}
	return nil, nil
}

func (e *Emulator) controlled(r *http.Request) reply {
	if err := onLoopback(r); err != nil {
		return controlRefusal(http.StatusForbidden, err.Error())
	}
	methods, answers := e.controls(strings.TrimPrefix(r.URL.Path, controlPrefix))
	if len(methods) == 0 {
		return controlRefusal(http.StatusNotFound, "there is /_emulator/faults and /_emulator/ledger")
	}
	if at := slices.Index(methods, r.Method); at >= 0 {
		return answers[at](r)
	}
	allow := strings.Join(methods, ", ")
	refused := controlRefusal(http.StatusMethodNotAllowed, "the path takes "+allow)
	refused.header.Set("Allow", allow)
	return refused
}

func controlRefusal(status int, says string) reply {
	return controlReply(status, map[string]string{"error": says})
}

func controlReply(status int, body any) reply {
	encoded, err := encode(body)
	if err != nil {
		return controlRefusal(http.StatusInternalServerError, err.Error())
	}
	return newReply(status, "application/json;charset=UTF-8", encoded)
}

// onLoopback lets in who calls from this machine and knows it: no other machine, no name that somebody has pointed here,
// and no page of another site in a browser of this machine.
func onLoopback(r *http.Request) error {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !remote.Addr().IsLoopback() {
		return errors.New("only calls from this machine, over loopback, are answered here")
	}
	if !isLoopbackHost(r.Host) {
		return errors.New("the header Host must be localhost or a loopback address")
	}
	if err := new(http.CrossOriginProtection).Check(r); err != nil {
		return errors.New("calls from pages of other sites are not answered here")
	}
	return nil
}

func isLoopbackHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (e *Emulator) takeFaults(r *http.Request) reply {
	if f := mediaType(r.Header); f != nil {
		return controlRefusal(http.StatusUnsupportedMediaType, f.about.en)
	}
	body, err := readAtMost(r.Body, longestPlan)
	switch {
	case err != nil:
		return controlRefusal(http.StatusBadRequest, "the body could not be read to its end")
	case len(body) > longestPlan:
		return controlRefusal(http.StatusRequestEntityTooLarge, "the body is larger than 1 MiB")
	}
	faults, err := parseFaults(body)
	if err != nil {
		return controlRefusal(http.StatusBadRequest, err.Error())
	}
	e.inject(faults)
	return e.showFaults(r)
}

func (e *Emulator) clearFaults(r *http.Request) reply {
	e.ClearFaults()
	return e.showFaults(r)
}

// showFaults is the plan that is left and what has happened. Its faults can be posted again.
func (e *Emulator) showFaults(*http.Request) reply {
	return controlReply(http.StatusOK, struct {
		Faults []Fault           `json:"faults"`
		Met    map[FaultKind]int `json:"met"`
	}{append([]Fault{}, e.Faults()...), e.FaultsMet()})
}

// showLedger is the truth for tests, in counts.
func (e *Emulator) showLedger(*http.Request) reply { return controlReply(http.StatusOK, e.Ledger()) }
