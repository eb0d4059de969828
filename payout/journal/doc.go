// Package journal keeps the journals and claims of a [runner.Runner] in files: a journal for each externalId, and one file "claims".
//
// A journal is text: a first line that says what it is, then one line for each record, a checksum and JSON. The checksum also
// covers the one before it, so that a line that is lost, moved or changed by hand shows. Lines are only ever added, and a record
// counts as written when the disk has confirmed it (fsync of the file, and of the folder when the file is new).
//
// What a killed process or a power cut leaves behind at the end of a file, a line without its end, was never confirmed and is cut
// off by the next Append. Everything else that is not as this package writes it is refused: it may be the line that says that
// money moved.
//
// A lock file beside each journal (flock, LockFileEx on Windows) keeps a second process out. The system releases it when its
// process ends. Keep the folder on a local disk: locks and fsync of network file systems do not always hold what they promise.
//
// The files hold ids, counts, totals and hashes, and no personal data. They are readable by their owner only. Do not delete them
// while the payout may be run again.
package journal
