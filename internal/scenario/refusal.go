package scenario

import (
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/payout"
)

// refused expects that a call was refused with a code.
func refused(what string, err error, code codes.Code) error {
	answer, ok := errors.AsType[*payout.Error](err)
	switch {
	case err == nil:
		return fmt.Errorf("%s: was accepted, should be refused with code %s", what, code)
	case !ok, answer.Code != code:
		return fmt.Errorf("%s: should be refused with code %s: %w", what, code, err)
	case answer.Message == "":
		return fmt.Errorf("%s: refused without a message", what)
	}
	return nil
}
