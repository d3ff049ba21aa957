global using Unified.Streaming.Runtime;
