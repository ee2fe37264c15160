/** Under this name a record keeps the token of a login at credex-core. */
export const CREDEX_TOKEN = "credex_token";
