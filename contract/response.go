package contract

import (
	"bytes"
	"net/http"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

func (c *Checker) checkResponse(response Response, seen *inspected, r report) {
	if response.Status == 0 { // no answer was recorded
		return
	}
	media, documented := seen.operation.response(response.Status)
	if !documented {
		r.error(drift.StatusCode, "status", "HTTP %d is not documented, %s are", response.Status, seen.operation.statuses())
		// Its body is most likely that of a documented answer, and may hold a second drift.
		media, _ = seen.operation.response(http.StatusOK)
	}
	if response.BodyUnknown || len(media) == 0 {
		return
	}
	if len(bytes.TrimSpace(response.Body)) == 0 {
		if documented {
			r.error(drift.EmptyBody, "", "the body is empty where JSON is documented")
		}
		return
	}
	seen.answered = c.readBody(response.Header, response.Body, media, r)
}
