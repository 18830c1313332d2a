// the readers of these tests have Korean browsers
Object.defineProperty(navigator, "languages", { value: ["ko-KR", "ko"] });
// jsdom has no event streams
Object.defineProperty(globalThis, "EventSource", { value: class { addEventListener() {} close() {} } });
