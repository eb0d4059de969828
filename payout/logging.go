package payout

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// logged writes a line for each attempt. It is an allow-list: what is not named here is never logged, bodies, messages of
// the vendor and texts of errors among them. The ids are those that the caller gave.
func logged(next handler, log *slog.Logger) handler {
	if log == nil {
		return next
	}
	return func(ctx context.Context, a attempt) (*success, error) {
		start := time.Now()
		ok, err := next(ctx, a)
		list := append(a.attrs(), slog.Duration("duration", time.Since(start)))
		if err == nil {
			log.LogAttrs(ctx, slog.LevelInfo, "payout: answered", append(list, slog.Int("httpStatus", ok.status))...)
			return ok, nil
		}
		if status, _ := answerTo(err); status != 0 {
			list = append(list, slog.Int("httpStatus", status))
		}
		if code := codeOf(err); code != "" {
			list = append(list, slog.String("code", code))
		}
		list = append(list, slog.String("outcome", OutcomeOf(err).String()))
		log.LogAttrs(ctx, slog.LevelWarn, "payout: failed", list...)
		return nil, err
	}
}

func logPause(ctx context.Context, log *slog.Logger, a attempt, pause time.Duration, why string) {
	if log != nil {
		log.LogAttrs(ctx, slog.LevelInfo, "payout: pause", append(a.attrs(), slog.Duration("pause", pause), slog.String("why", why))...)
	}
}

// attrs name an attempt.
func (a attempt) attrs() []slog.Attr {
	list := []slog.Attr{slog.String("operation", string(a.operation)), slog.Int("attempt", a.number)}
	if a.settles != "" {
		list = append(list, slog.String("settles", string(a.settles)))
	}
	for _, id := range []struct{ name, value string }{
		{"requestId", a.ref.requestID}, {"externalId", a.ref.externalID}, {"conversationId", a.conversationID}, {"referenceCode", a.referenceCode},
	} {
		if id.value != "" {
			list = append(list, slog.String(id.name, id.value))
		}
	}
	return list
}

// codeOf is the vendor's code where it looks like one: digits, six at most in all that is documented. Anything else could be any
// text.
func codeOf(err error) string {
	refusal, ok := errors.AsType[*Error](err)
	switch {
	case !ok || refusal.Code == "":
		return ""
	case len(refusal.Code) > 6 || !onlyDigits(string(refusal.Code)):
		return "(odd)"
	}
	return string(refusal.Code)
}
