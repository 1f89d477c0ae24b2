/// A body is not what `multipart/form-data` may be here (RFC 7578, RFC 2046 section 5.1), or not to its end.
struct MultipartFault: Error {}
