// The page's own words, in English and French; what the app sends is shown as it came.

const WORDS = {
  en: {
    skip: "Skip to messages", people: "You are", act_as: "Act as {name}", channels: "Channels", direct_messages: "Direct messages", apps: "Apps",
    home: "Home", messages: "Messages", private_channel: "Private channel", unread: "{n} unread", join: "Join",
    leave: "Leave channel", menu: "Open the sidebar", quick: "Jump to…", quick_hint: "Channel, person or app", quick_none: "Nothing by that name",
    theme_dark: "Use the dark theme", theme_light: "Use the light theme", clock: "The demo's clock", jump_none: "There is nothing to jump to.",
    jump_hour: "+1 h", jump_hour_hint: "move the clock forward by one hour", jump_day: "+1 business day", jump_day_short: "+1 d", jump_day_hint: "move the clock one business day ahead, as the desk counts them",
    jump_timer: "Next timer", jump_timer_hint: "move the clock to the next warning, reminder or closing that waits", jump_timer_none: "Nothing is waiting: no timer is set.", err_too_late: "The clock goes no further.",
    live_lost: "Reconnecting…", message_to: "Message {name}", reply_to: "Reply…", send: "Send", attach: "Attach a file", emoji: "Add an emoji", shortcuts: "Shortcuts",
    no_shortcuts: "This app has no shortcuts", commands: "Commands", remove_file: "Remove {name}", drop: "Drop files to attach them",
    composer_keys: "**Enter** to send · **Shift + Enter** for a new line · **/** for commands", empty_channel: "This is the very beginning of {name}", empty_hint: "Say something, or type / to see what the app can do.",
    empty_app: "This is your conversation with {name}", empty_app_hint: "What the app has to tell you alone arrives here.",
    edited: "edited", deleted: "This message was deleted.", only_you: "Only visible to you", dismiss: "Dismiss", app: "APP", reply: "Reply in thread", react: "React", react_with: "React with {name}", more: "More actions", edit: "Edit message",
    remove: "Delete message", remove_sure: "Delete this message? This cannot be undone.", copy_link: "Copy link", copied: "Link copied", cancel: "Cancel", save: "Save",
    editing: "Edit message", replies: { one: "{n} reply", other: "{n} replies" }, last_reply: "Last reply {when}", new_replies: "New", thread: "Thread", close: "Close", thread_gone: "This thread is no longer here.",
    reacted: "{names} reacted with :{emoji}:", show_more: "Show more", show_less: "Show less", download: "Download", file: "File", today: "Today", new_messages: "New messages", latest: "Jump to the latest",
    optional: "(optional)", choose: "Choose an option", choose_many: "Choose options", choose_person: "Choose someone", choose_people: "Choose people", choose_place: "Choose a conversation", choose_file: "Add files",
    filter: "Search", no_match: "No results", remove_item: "Remove {name}", file_drop: "or drop them here", up_to: { one: "up to {n} file", other: "up to {n} files" },
    unsupported: "This element is not shown here ({name})", video: "Video", image_blocked: "Image", required: "Please complete this required field.", too_short: "Use at least {n} characters.", too_long: "Use at most {n} characters.",
    bad_email: "Enter an e-mail address.", bad_url: "Enter a web address.", bad_number: "Enter a number.", submit: "Submit", modal_close: "Close", 
    home_empty: "{name} has not published a home tab for you yet.", options: "Options", app_up: "Connected", app_down: "Not connected to the sandbox",
    joined_channel: "joined #{name}", left_channel: "left #{name}", you: "you", shortcuts_title: "Run a shortcut",
    err_app_not_connected: "The app is not connected, so nothing answered.", err_unknown_command: "{text} is not a command of this app.", err_not_in_thread: "{text} is not available in threads. Use it in the channel.",
    err_unreachable: "The sandbox does not answer.", err_timeout: "The app did not answer in time.", err_status: "The app answered with an error ({status}).", err_not_in_channel: "You are not a member of this channel.", err_is_archived: "This channel is archived.", app_trouble: "{name}: {what}",
  },
  fr: {
    skip: "Aller aux messages", people: "Vous êtes", act_as: "Agir comme {name}", channels: "Canaux", direct_messages: "Messages directs", apps: "Applications",
    home: "Accueil", messages: "Messages", private_channel: "Canal privé", unread: { one: "{n} non lu", other: "{n} non lus" }, join: "Rejoindre",
    leave: "Quitter le canal", menu: "Ouvrir la barre latérale", quick: "Aller à…", quick_hint: "Canal, personne ou application", quick_none: "Rien à ce nom",
    theme_dark: "Utiliser le thème sombre", theme_light: "Utiliser le thème clair", clock: "L’horloge de la démo", jump_none: "Il n’y a rien à rejoindre.",
    jump_hour: "+1 h", jump_hour_hint: "avancer l’horloge d’une heure", jump_day: "+1 jour ouvrable", jump_day_short: "+1 j", jump_day_hint: "avancer l’horloge d’un jour ouvrable, comme le centre de services les compte",
    jump_timer: "Prochaine échéance", jump_timer_hint: "avancer l’horloge jusqu’à l’avertissement, au rappel ou à la fermeture qui attend", jump_timer_none: "Rien n’est en attente.", err_too_late: "L’horloge ne va pas plus loin.",
    live_lost: "Reconnexion…", message_to: "Écrire à {name}", reply_to: "Répondre…", send: "Envoyer", attach: "Joindre un fichier", emoji: "Ajouter un émoji", shortcuts: "Raccourcis",
    no_shortcuts: "Cette application n’a pas de raccourcis", commands: "Commandes", remove_file: "Retirer {name}", drop: "Déposez des fichiers pour les joindre",
    composer_keys: "**Entrée** pour envoyer · **Maj + Entrée** pour une nouvelle ligne · **/** pour les commandes", empty_channel: "Voici le tout début de {name}", empty_hint: "Écrivez quelque chose, ou tapez / pour voir ce que l’application sait faire.",
    empty_app: "Voici votre conversation avec {name}", empty_app_hint: "Ce que l’application n’a à dire qu’à vous arrive ici.",
    edited: "modifié", deleted: "Ce message a été supprimé.", only_you: "Visible par vous seulement", dismiss: "Masquer", app: "APPLI", reply: "Répondre dans le fil", react: "Réagir", react_with: "Réagir avec {name}", more: "Autres actions", edit: "Modifier le message",
    remove: "Supprimer le message", remove_sure: "Supprimer ce message ? Cette action est définitive.", copy_link: "Copier le lien", copied: "Lien copié", cancel: "Annuler", save: "Enregistrer",
    editing: "Modifier le message", replies: { one: "{n} réponse", other: "{n} réponses" }, last_reply: "Dernière réponse {when}", new_replies: "Nouveau", thread: "Fil", close: "Fermer", thread_gone: "Ce fil n’existe plus.",
    reacted: "{names} : réaction :{emoji}:", show_more: "Afficher la suite", show_less: "Réduire", download: "Télécharger", file: "Fichier", today: "Aujourd’hui", new_messages: "Nouveaux messages", latest: "Aller aux derniers",
    optional: "(facultatif)", choose: "Choisir une option", choose_many: "Choisir des options", choose_person: "Choisir quelqu’un", choose_people: "Choisir des personnes", choose_place: "Choisir une conversation", choose_file: "Ajouter des fichiers",
    filter: "Rechercher", no_match: "Aucun résultat", remove_item: "Retirer {name}", file_drop: "ou déposez-les ici", up_to: { one: "{n} fichier au plus", other: "{n} fichiers au plus" },
    unsupported: "Cet élément n’est pas affiché ici ({name})", video: "Vidéo", image_blocked: "Image", required: "Veuillez remplir ce champ obligatoire.", too_short: "Au moins {n} caractères.", too_long: "Au plus {n} caractères.",
    bad_email: "Entrez une adresse courriel.", bad_url: "Entrez une adresse Web.", bad_number: "Entrez un nombre.", submit: "Envoyer", modal_close: "Fermer", 
    home_empty: "{name} n’a pas encore publié d’accueil pour vous.", options: "Options", app_up: "Connectée", app_down: "Pas connectée au bac à sable",
    joined_channel: "a rejoint #{name}", left_channel: "a quitté #{name}", you: "vous", shortcuts_title: "Lancer un raccourci",
    err_app_not_connected: "L’application n’est pas connectée : rien n’a répondu.", err_unknown_command: "{text} n’est pas une commande de cette application.", err_not_in_thread: "{text} n’est pas disponible dans un fil. Utilisez-la dans le canal.",
    err_unreachable: "Le bac à sable ne répond pas.", err_timeout: "L’application n’a pas répondu à temps.", err_status: "L’application a répondu par une erreur ({status}).", err_not_in_channel: "Vous n’êtes pas membre de ce canal.", err_is_archived: "Ce canal est archivé.", app_trouble: "{name} : {what}",
  },
};

// `more` is {en, fr}: words that only one platform needs.
export function translator(locale, more = {}) {
  const language = /^fr/i.test(locale ?? "") ? "fr" : "en";
  const words = { ...WORDS.en, ...more.en, ...WORDS[language], ...more[language] };
  const plurals = new Intl.PluralRules(language);
  const t = (key, values = {}) => {
    const entry = words[key] ?? key;
    const text = typeof entry === "string" ? entry : entry[plurals.select(values.n)] ?? entry.other;
    return text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
  };
  return Object.assign(t, { language, knows: (key) => key in words });
}
