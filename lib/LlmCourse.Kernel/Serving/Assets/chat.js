// A conversation with the model of this server: asks /v1/chat/completions and shows the answer as it comes.
const find = id => document.getElementById(id);
const [turns, status, problem, question, temperature, most] = ["turns", "status", "problem", "question", "temperature", "most"].map(find);
const messages = [];
let asking = null;

const headers = () => {
  const key = find("key").value.trim();
  return { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) };
};

function addTurn(role, text) {
  const turn = document.createElement("article");
  turn.className = `turn ${role}`;
  const name = document.createElement("h2");
  name.textContent = role === "user" ? "You" : "Model";
  const said = document.createElement("p");
  said.textContent = text;
  turn.append(name, said);
  turns.append(turn);
  return { turn, said };
}

const addNote = (turn, text) => {
  const note = document.createElement("p");
  note.className = "note";
  note.textContent = text;
  turn.append(note);
};

function setBusy(isBusy) {
  find("stop").disabled = !isBusy;
  find("send").disabled = isBusy;
  find("reset").disabled = isBusy;
  turns.setAttribute("aria-busy", isBusy);
}

class Refusal extends Error {
  constructor(error) {
    super(error?.message ?? "The server refused without a reason.");
    this.code = error?.code;
  }
}

/** The lines of a stream, without what surrounds their data. */
async function* dataOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data: ")) yield line.slice(6);
  }
}

async function ask(shown, signal) {
  const system = find("system").value.trim();
  const response = await fetch("/v1/chat/completions", {
    method: "POST",
    headers: headers(),
    signal,
    body: JSON.stringify({
      messages: [...(system ? [{ role: "system", content: system }] : []), ...messages],
      temperature: Number(temperature.value),
      ...(most.value ? { max_tokens: Number(most.value) } : {}),
      stream: true,
    }),
  });
  if (!response.ok) throw new Refusal((await response.json().catch(() => ({}))).error);
  let reason = null;
  for await (const data of dataOf(response)) {
    if (data === "[DONE]") return reason;
    const part = JSON.parse(data);
    if (part.error) throw new Refusal(part.error);
    const isAtEnd = innerHeight + scrollY >= document.body.scrollHeight - 40;
    shown.said.textContent += part.choices[0]?.delta?.content ?? "";
    reason = part.choices[0]?.finish_reason ?? reason;
    if (isAtEnd) scrollTo(0, document.body.scrollHeight);
  }
  throw new Error("The server broke off in the middle of its answer.");
}

/** Asks, and where the conversation has become too long, leaves out its oldest turns. */
async function askWithinContext(shown, signal) {
  while (true) {
    try {
      return await ask(shown, signal);
    } catch (refusal) {
      if (refusal.code !== "context_length_exceeded" || messages.length < 3) throw refusal;
      messages.splice(0, 2);
      status.textContent = "The beginning of the conversation no longer fits, and was left out.";
    }
  }
}

async function send() {
  const text = question.value.trim();
  if (!text || asking) return;
  question.value = "";
  problem.textContent = "";
  status.textContent = "The model is answering.";
  const asked = addTurn("user", text);
  messages.push({ role: "user", content: text });
  const shown = addTurn("assistant", "");
  scrollTo(0, document.body.scrollHeight);
  asking = new AbortController();
  setBusy(true);
  try {
    const reason = await askWithinContext(shown, asking.signal);
    if (reason === "length") addNote(shown.turn, "Cut off at the longest length.");
    status.textContent = "";
    find("spoken").textContent = `The model says: ${shown.said.textContent}`; // read out once, when it is whole
  } catch (error) {
    const wasStopped = error.name === "AbortError";
    if (wasStopped) addNote(shown.turn, "Stopped.");
    else problem.textContent = error instanceof TypeError ? "The server cannot be reached; is it still running?" : error.message;
    if (!wasStopped && error.code === "invalid_api_key") document.querySelector("details").open = true;
    status.textContent = wasStopped ? "Stopped." : "";
    if (!wasStopped && !shown.said.textContent) {
      shown.turn.remove();
      asked.turn.remove();
      question.value = text; // to be changed and sent again
    }
  }
  if (shown.turn.isConnected && shown.said.textContent.trim()) messages.push({ role: "assistant", content: shown.said.textContent });
  else messages.pop();
  asking = null;
  setBusy(false);
  question.focus();
}

find("form").addEventListener("submit", event => {
  event.preventDefault();
  send();
});
question.addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});
find("stop").addEventListener("click", () => asking?.abort());
document.addEventListener("keydown", event => {
  if (event.key === "Escape") asking?.abort();
});
find("reset").addEventListener("click", () => {
  messages.length = 0;
  turns.replaceChildren();
  problem.textContent = "";
  status.textContent = "A new conversation.";
  question.focus();
});
temperature.addEventListener("input", () => { find("warmth").textContent = Number(temperature.value).toFixed(1); });

async function introduce() {
  const response = await fetch("/v1/models", { headers: headers() }).catch(() => null);
  const model = response?.ok ? (await response.json()).data[0] : null;
  if (model) {
    find("model").textContent = model.id;
    find("facts").textContent = `It runs on this server alone, and reads up to ${model.context_length} tokens at a time.`;
    document.title = `Chat with ${model.id}`;
  } else if (response?.status === 401) {
    find("facts").textContent = "This server needs a key; enter it in the settings.";
    document.querySelector("details").open = true;
  }
}

find("key").addEventListener("change", introduce);
question.focus();
introduce();
