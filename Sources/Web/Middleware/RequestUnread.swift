/// A request with files is refused, of which more may come that nobody reads: what is answered is the last answer on its connection.
struct RequestUnread: Error {
    let cause: any Error
}
