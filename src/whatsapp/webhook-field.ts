/** Webhook fields that Meta documents or was seen to send. */
export const FIELDS: ReadonlySet<string> = new Set([
  "account_alerts",
  "account_offboarded",
  "account_reconnected",
  "account_review_update",
  "account_settings_update",
  "account_update",
  "automatic_events",
  "business_capability_update",
  "business_status_update",
  "business_username_update",
  "calls",
  "flows",
  "group_lifecycle_update",
  "group_participants_update",
  "group_settings_update",
  "group_status_update",
  "history",
  "message_echoes",
  "message_template_components_update",
  "message_template_quality_update",
  "message_template_status_update",
  "messages",
  "messaging_handovers",
  "partner_solutions",
  "payment_configuration_update",
  "phone_number_name_update",
  "phone_number_quality_update",
  "security",
  "smb_app_state_sync",
  "smb_message_echoes",
  "standby",
  "template_category_update",
  "template_correct_category_detection",
  "tracking_events",
  "user_preferences",
]);

/** The name under which a field is counted: never free text from outside. */
export function fieldName(field: string | undefined): string {
  return field !== undefined && FIELDS.has(field) ? field : "unknown field";
}
