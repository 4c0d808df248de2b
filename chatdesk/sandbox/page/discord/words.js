// What only the Discord face says, in English and French.

export const WORDS = {
  en: {
    channels: "Text channels", private_thread: "Private thread", thread_archived: "Archived", thread_locked: "Locked", older_threads: { one: "{n} archived thread", other: "{n} archived threads" }, fewer_threads: "Fewer threads",
    empty_thread: "The start of the thread {name}", note_archived: "This thread is archived. Writing in it opens it again.", note_locked: "This thread is locked. Only moderators can write here.", note_closed: "This thread is archived and locked.",
    only_you_can_see: "Only you can see this", dismiss: "Dismiss", thinking: "{name} is thinking…", used: "used", copy_text: "Copy text", text_copied: "Text copied", answer: "Reply", replying_to: "Replying to {name}", stop_replying: "Stop replying", original_gone: "The original message was deleted",
    apps_menu: "Apps", mention: "Mention {name}", person_menu: "{name}: actions", spoiler: "Spoiler: show it", unknown_place: "no access", unknown_role: "unknown role",
    system_added: "added {name} to the thread.", system_renamed: "changed the name of the thread to {name}.", system_pinned: "pinned a message to this channel.", system_thread: "started a thread: {name}.", system_other: "(a notice this page does not show)",
    thread_people: { one: "{n} person in this thread", other: "{n} people in this thread" }, thread_new: "{n} new", see_thread: "Open the thread", components_more: "Make a choice",
    slash: "Commands of {name}", option_required: "required", options_busy: "Loading options…", options_failed: "The options could not be loaded.", option_attach: "Attach a file first: it becomes this option.", yes: "True", no: "False",
    choose_between: "Choose between {n} and {most}.", something_wrong: "Something went wrong. Try again.", choose_role: "Choose roles", modal_note: "This form goes to {name}.",
    composer_keys: "**Enter** to send · **Shift + Enter** for a new line · **/** for commands",
    err_did_not_respond: "The application did not respond.", err_unknown_command: "There is no command {text} here.", err_missing_option: "An option is missing: {text}.", err_stray_text: "“{text}” belongs to no option. Choose one: {options}.", err_missing_permissions: "You may not do that here.",
    err_thread_archived: "An archived thread takes no commands. Write something to open it again.", err_50083: "This thread is archived.", err_160005: "This thread is locked.", err_modal_not_found: "This form is not open any more.", err_message_not_found: "This message is not here any more.",
    err_channel_not_found: "You do not see this channel.", err_disabled: "This cannot be used.", err_40005: "This file is too large.", err_wants_subcommand: "{text} wants one of its sub-commands.",
  },
  fr: {
    channels: "Salons textuels", private_thread: "Fil privé", thread_archived: "Archivé", thread_locked: "Verrouillé", older_threads: { one: "{n} fil archivé", other: "{n} fils archivés" }, fewer_threads: "Moins de fils",
    empty_thread: "Le début du fil {name}", note_archived: "Ce fil est archivé. Écrire dedans le rouvre.", note_locked: "Ce fil est verrouillé. Seule la modération peut y écrire.", note_closed: "Ce fil est archivé et verrouillé.",
    only_you_can_see: "Vous seul pouvez voir ceci", dismiss: "Masquer", thinking: "{name} réfléchit…", used: "a utilisé", copy_text: "Copier le texte", text_copied: "Texte copié", answer: "Répondre", replying_to: "Réponse à {name}", stop_replying: "Ne plus répondre", original_gone: "Le message d’origine a été supprimé",
    apps_menu: "Applications", mention: "Mentionner {name}", person_menu: "{name} : actions", spoiler: "Divulgâcheur : l’afficher", unknown_place: "aucun accès", unknown_role: "rôle inconnu",
    system_added: "a ajouté {name} au fil.", system_renamed: "a renommé le fil en {name}.", system_pinned: "a épinglé un message dans ce salon.", system_thread: "a lancé un fil : {name}.", system_other: "(un avis que cette page n’affiche pas)",
    thread_people: { one: "{n} personne dans ce fil", other: "{n} personnes dans ce fil" }, thread_new: { one: "{n} nouveau", other: "{n} nouveaux" }, see_thread: "Ouvrir le fil", components_more: "Faire un choix",
    slash: "Commandes de {name}", option_required: "obligatoire", options_busy: "Chargement des options…", options_failed: "Les options n’ont pas pu être chargées.", option_attach: "Joignez d’abord un fichier : il devient cette option.", yes: "Vrai", no: "Faux",
    choose_between: "Choisissez-en entre {n} et {most}.", something_wrong: "Une erreur est survenue. Réessayez.", choose_role: "Choisir des rôles", modal_note: "Ce formulaire est envoyé à {name}.",
    composer_keys: "**Entrée** pour envoyer · **Maj + Entrée** pour une nouvelle ligne · **/** pour les commandes",
    private_channel: "Salon privé", message_to: "Envoyer un message à {name}",
    err_did_not_respond: "L’application ne répond plus.", err_unknown_command: "Il n’y a pas de commande {text} ici.", err_missing_option: "Il manque une option : {text}.", err_stray_text: "« {text} » n’appartient à aucune option. Choisissez-en une : {options}.", err_missing_permissions: "Vous n’avez pas le droit de faire cela ici.",
    err_thread_archived: "Un fil archivé n’accepte pas de commandes. Écrivez-y pour le rouvrir.", err_50083: "Ce fil est archivé.", err_160005: "Ce fil est verrouillé.", err_modal_not_found: "Ce formulaire n’est plus ouvert.", err_message_not_found: "Ce message n’est plus là.",
    err_channel_not_found: "Vous ne voyez pas ce salon.", err_disabled: "Ceci ne peut pas être utilisé.", err_40005: "Ce fichier est trop volumineux.", err_wants_subcommand: "{text} demande une de ses sous-commandes.",
  },
};
