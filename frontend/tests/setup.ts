// the readers of these tests have Korean browsers
Object.defineProperty(navigator, "languages", { value: ["ko-KR", "ko"] });
