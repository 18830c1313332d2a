import type { components } from "./schema";

type Schemas = components["schemas"];

export type Item = Schemas["Item"];
export type Picture = Schemas["Image"];
export type Status = Item["status"];
export type LogEntry = Schemas["LogEntry"];
export type BidAnswer = Schemas["BidAnswer"];
export type MyBid = Schemas["MyBid"];
export type Sale = Schemas["Sale"];
export type OwnProfile = Schemas["OwnProfile"];
/** The fields that change while an auction is live. */
export type Stand = Schemas["Stand"] & { id: number; serverTime: string };
export type Notification = Schemas["Notification"];
export type NotificationPage = Schemas["Notifications"];
export type Preferences = Schemas["Preferences"];
export type SavedSearch = Schemas["SavedSearch"];
export type Contact = Schemas["Contact"];
export type NewContact = Schemas["NewContact"];
export type Order = Schemas["Order"];
export type Message = Schemas["Message"];
export type Offer = Schemas["Offer"];
