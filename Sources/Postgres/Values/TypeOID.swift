/// OIDs of PostgreSQL's built-in types, from its catalogue `pg_type`; they never change.
enum TypeOID {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let char: UInt32 = 18
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let timestamptz: UInt32 = 1184
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802

    static let boolArray: UInt32 = 1000
    static let byteaArray: UInt32 = 1001
    static let charArray: UInt32 = 1002
    static let nameArray: UInt32 = 1003
    static let int2Array: UInt32 = 1005
    static let int4Array: UInt32 = 1007
    static let textArray: UInt32 = 1009
    static let bpcharArray: UInt32 = 1014
    static let varcharArray: UInt32 = 1015
    static let int8Array: UInt32 = 1016
    static let float4Array: UInt32 = 1021
    static let float8Array: UInt32 = 1022
    static let timestamptzArray: UInt32 = 1185
    static let uuidArray: UInt32 = 2951
    static let jsonbArray: UInt32 = 3807

    /// `FirstNormalObjectId`: types made by users and extensions (enums, citext, …) have OIDs from here on.
    static let firstUserDefined: UInt32 = 16_384

    /// The element type of a built-in array type.
    static func element(ofArray oid: UInt32) -> UInt32? {
        elements[oid]
    }

    private static let elements: [UInt32: UInt32] = [
        boolArray: bool, byteaArray: bytea, charArray: char, nameArray: name, int2Array: int2, int4Array: int4, textArray: text,
        bpcharArray: bpchar, varcharArray: varchar, int8Array: int8, float4Array: float4, float8Array: float8,
        timestamptzArray: timestamptz, uuidArray: uuid, jsonbArray: jsonb,
    ]
}
