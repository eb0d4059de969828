package emulator

import "errors"

// The options of this file change how answers look, not what happens.

// WithFailureStatus chooses the HTTP status of refused calls. The default is 200 for all of them.
func WithFailureStatus(choose FailureStatus) Option {
	return func(s *settings) error {
		if choose == nil {
			return errors.New("WithFailureStatus needs a function")
		}
		s.failureStatus = choose
		return nil
	}
}

// WithNestedPaging puts page, size and total of retrieve beside the items, as the vendor's overview page and Java client
// have them. Without it they stand at the top level, as in the schema.
func WithNestedPaging() Option {
	return func(s *settings) error {
		s.nestedPaging = true
		return nil
	}
}

// WithEmptyInvalidItems lets init answer an empty invalidItems when no line is refused. Without it the member is absent.
func WithEmptyInvalidItems() Option {
	return func(s *settings) error {
		s.emptyInvalidItems = true
		return nil
	}
}

// WithNumericBalance answers the balance as a JSON number. Without it it is a string, as in the published example.
func WithNumericBalance() Option {
	return func(s *settings) error {
		s.numericBalance = true
		return nil
	}
}

// WithJavaMembers adds the members that only the vendor's Java client knows (iyzipay-java pull request 184):
// receivedDate, completedDate and canceledDate of a batch, massPayoutRequestId and errorMessage of an item.
func WithJavaMembers() Option {
	return func(s *settings) error {
		s.javaMembers = true
		return nil
	}
}

// WithBodyLimit refuses larger bodies, in bytes. The default is 16 MiB.
func WithBodyLimit(n int64) Option {
	return func(s *settings) error {
		if n <= 0 {
			return errors.New("WithBodyLimit: must be greater than 0")
		}
		s.bodyLimit = n
		return nil
	}
}

// WithTLS makes [Start] and [Listen] serve https with a certificate made on the spot, which [Server.Client] trusts.
func WithTLS() Option {
	return func(s *settings) error {
		s.tls = true
		return nil
	}
}
