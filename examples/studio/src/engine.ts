/** Where the default fonts lie on this page: the build puts them there (`build/fonts.ts`). Everything else the bundler finds by itself. */
export const ENGINE = { fontsUrl: new URL(`${import.meta.env.BASE_URL}fonts/`, globalThis.location?.href ?? 'http://localhost/').href };
