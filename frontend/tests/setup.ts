// the readers of these tests have Korean browsers
Object.defineProperty(navigator, "languages", { value: ["ko-KR", "ko"] });
// jsdom has neither event streams nor a record of how the page was reached
Object.defineProperty(globalThis, "EventSource", { value: class { addEventListener() {} close() {} } });
Object.defineProperty(performance, "getEntriesByType", { value: () => [] });
