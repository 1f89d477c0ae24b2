/// Reports without anything to hide, full of figures.
enum HarmlessTexts {
    static let all = [
        "Gọi 113 không ai nghe máy, gọi 114 và 115 cũng vậy.", "Đã báo tổng đài 1022 ngày 25/11/2026.",
        "Tổng đài 1900 1234, 18001091 không nhấc máy.",
        "Hotline điện lực 19001288, cấp nước 1900 545 520.", "Ổ gà trên đường 70, đoạn qua cầu Ngà.",
        "Quốc lộ 1A, km 12+345, gần cột 1022.",
        "QL32 đoạn km 25+900 đến km 26+100 ngập sâu 0,5 m.", "Km 12 QL6, QL21B, TL427 và ĐT.419 đều hỏng.",
        "Vành đai 3, nút giao Big C, làn 2.",
        "Số 12 ngõ 34/56 phố Thụy Khuê.", "Số nhà 12/34/56/78 đường Láng.", "Nhà 12A ngách 34/12 ngõ 120.",
        "Tổ dân phố 7, khu 3, phường 00004.",
        "Mã HN-26-7K3F9Q-3 gửi lâu chưa trả lời.", "Phản ánh HN-26-091234-5 và HN-26-A12345-6 vẫn chờ.", "hn-26-012345-6 678 người",
        "Cột đèn ĐC-0912-345 tắt.", "Hố ga HG.024.38 mất nắp.", "Trụ 0345/12/A nghiêng.", "Tủ điện TBA-123456789 hở.",
        "Khách hàng PD13000123456.",
        "Ngày 03/04/2026 từ 07:30 đến 09:15.", "Ngày 03-04-2026 - 05-06-2026 cắt nước.", "Từ 03/04/25 - 05/06/25 chưa sửa.", "03.04.2026",
        "2026-03-04 05:06:07", "Lúc 15h30 ngày 2/9, 15h 2026 người.", "Từ 22h00 đến 02h00, 7 ngày/tuần.", "Giá 1.500.000.000 đồng.",
        "Phí 150000000 đồng, tức 150 000 000 đ.", "Thu 123.456.789 đồng không biên lai.", "Chi 200.000.000đ, còn 10.000.000 VND.",
        "Tăng +10.000.000 đồng.", "Dài 1500 m, rộng 12,5 m, sâu 0.35 m.", "Diện tích 1.234.567 m2.", "Nước 123456789 m3.",
        "Toạ độ 21.028512, 105.854212.", "21.0285113456, 105.8542111789", "Căn 1203 tòa 17T5-1203, chung cư 24T1-1508.",
        "Tòa S1.02, căn 0815; CT1A-0912.", "Block CT 12-34.", "Nhiệt độ 38,5 độ, tiếng ồn 85-90 dB.", "Xe buýt 32, 34, 09A, tuyến 03B.",
        "Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP.", "Quyết định 1207/QĐ-UBND ngày 12/3/2026.", "Công văn 12345/UBND-ĐT.",
        "Chờ 15h 12345 người đi qua.", "20 km 12345 bước.", "Điểm 9/10, đạt 99,99 %.", "Điện 220V, 50Hz, cáp 22kV, 3x35+1x16.",
        "Biển số nhà 45 bị che.", "Theo @hanoi trên mạng.", "Xem @hanoi.gov.vn nhé", "Vào hanoi.gov.vn.", "a@b", "Họp lúc 9h @ nhà văn hóa",
        "Cầu 0 người qua.", "Phường 26, quận 10 cũ.", "Lô 12, khu 34, thửa 567, tờ 89.", "Ảnh 202611250930 và IMG_1234.",
        "Mã vạch 8934567890123.",
        "Số 3, 5, 7, 9, 11, 13 phố Huế.", "0,912345678", "0.912345678", "Cột 1, 2, 3, 4, 5, 6, 7, 8, 9, 10.", "",
    ]
}
