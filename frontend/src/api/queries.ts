import { QueryClient } from "@tanstack/react-query";
import { onRecovery } from "~/connection/health";
import { isTransient } from "./problem";
import { onSession } from "./session";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: "always",
      staleTime: 15_000,
      gcTime: 30 * 60_000,
      retry: (count, error) => isTransient(error) && count < 2,
      retryDelay: (count) => 600 * 2 ** count,
    },
    mutations: { networkMode: "always", retry: false },
  },
});

// a moment later, when components that need a sign-in have been unmounted
onSession(() => void setTimeout(() => void queries.resetQueries()));
onRecovery(() => void queries.invalidateQueries());
